/**
 * A group of tests is a module in scripts/test-groups that exports its `name` and `run`.
 *
 * @typedef {object} TestContext
 * @property {string} repository the checkout
 * @property {string} node a Node executable that runs the source
 * @property {NodeJS.ProcessEnv} env for commands: has that Node and the npm packages' commands first on its PATH
 *
 * @typedef {object} GroupResult
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {string | undefined} [reason] why something was skipped
 *
 * @typedef {(context: TestContext) => Promise<GroupResult>} RunGroup
 */

/** The groups in the order in which they run: what is quick to fail comes first. */
export const GROUPS = ['lint', 'types', 'generated', 'unit', 'python-client', 'schemathesis', 'package'];
