/** Where in the file: `['routes', 0, 'name']`. */
export type ConfigPath = readonly (string | number)[];

/** Writes a path as `routes[0].name`. */
export function pathText(path: ConfigPath): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}
