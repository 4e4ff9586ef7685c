/** What the planner's machine reasons mean, and what an operator can do about each. */
export function skipWords(reason: string): string {
  const [kind = '', ...rest] = reason.split(':');
  const detail = rest.join(':');
  switch (kind) {
    case 'connection_disabled':
      return 'its connection is disabled or was removed, its provider is unknown, or its credential does not open';
    case 'model_disabled':
      return 'its model is disabled, or no longer among those that its connection lists';
    case 'profile_not_served':
      return `it does not serve the profile "${detail}"`;
    case 'lacks_capability':
      return `its model cannot do "${detail}"`;
    case 'context_window':
      return `its model takes no more than ${detail} tokens`;
    case 'circuit_open':
      return 'its circuit is open after failures';
    case 'cooling_down':
      return 'it rests after a failure';
    case 'pinned_elsewhere':
      return `the body holds state of another connection (${detail})`;
    case 'credits_exhausted':
      return 'the credits of the workspace have no room for it';
    case 'allowance_used':
      return `the ${detail} requests that the plan includes are used up`;
    case 'plan_excludes':
      return `the plan of the workspace has no platform access for "${detail}"`;
    case 'budget_exceeded':
      return `the budget of the ${detail} has no room for it`;
    case 'crossing_not_allowed':
      return 'it has another access than the first attempt, and the route never crosses (crossing: never)';
    default:
      return reason;
  }
}
