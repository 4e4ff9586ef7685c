import { ANTHROPIC_ERRORS } from './errors/anthropic-errors.ts';
import { GOOGLE_ERRORS } from './errors/google-errors.ts';
import { OPENAI_ERRORS } from './errors/openai-errors.ts';
import { OTHER_ERRORS } from './errors/other-errors.ts';

/** Named as `vendor: what`. A value is a behaviour: `upstream.script(ERROR_BODIES['openai: quota'])`. */
export const ERROR_BODIES = { ...OPENAI_ERRORS, ...ANTHROPIC_ERRORS, ...GOOGLE_ERRORS, ...OTHER_ERRORS };
