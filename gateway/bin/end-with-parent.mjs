const CHECK_EVERY_MS = 250;

/**
 * Asks this process to end (as SIGTERM does) once the process that started it is gone. npm starts scripts through a
 * shell that does not pass on the signal which ends it: without this, `kill` on `npm start` leaves the gateway running.
 */
export function endWithParent() {
  const parent = process.ppid;
  let handlesSignals = false;
  const check = setInterval(() => {
    handlesSignals ||= process.listenerCount('SIGTERM') > 0;
    if (process.ppid === parent) return;
    clearInterval(check);
    // Told, not sent: where a supervisor signalled the whole group, the gateway ends already, and a second real signal
    // would cut short its end.
    if (handlesSignals) process.emit('SIGTERM', 'SIGTERM');
    else process.kill(process.pid, 'SIGTERM');
  }, CHECK_EVERY_MS);
  check.unref();
}
