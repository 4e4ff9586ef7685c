const CHECK_EVERY_MS = 250;

/**
 * Asks this process to end (as SIGTERM does) once the process that started it is gone. npm starts scripts through a
 * shell that does not pass on the signal which ends it: without this, `kill` on `npm start` leaves the gateway running.
 */
export function endWithParent() {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    // Told, not sent: where a supervisor signalled the whole group, a second real signal would cut short the first.
    // Without a listener the gateway is still starting, or ends already: then look again.
    if (process.emit('SIGTERM', 'SIGTERM')) clearInterval(check);
  }, CHECK_EVERY_MS);
  check.unref();
}
