const DAY_MS = 86_400_000;

/** A session that nobody used for so long has ended. */
export const IDLE_SESSION_MS = 7 * DAY_MS;
/** No session lasts longer, however much it is used. */
export const LONGEST_SESSION_MS = 30 * DAY_MS;
/** How exactly a session's last use is known. */
export const TOUCH_EVERY_MS = 5 * 60_000;
/** Adding a passkey takes a session that is no older. */
export const FRESH_SESSION_MS = DAY_MS;
