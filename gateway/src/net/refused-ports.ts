// Well-known ports of protocols that are not HTTP, or that are HTTP but never an AI provider (container and cluster
// control, databases). A POST to such a port can be read as commands of that protocol.
const REFUSED_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514, 515, 526, 530,
  531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 2181,
  2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5671, 5672, 5900, 5984, 6000, 6379, 6443,
  6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 8500, 9042, 9092, 9200, 9300, 10080, 10250, 10255, 11211, 15672,
  26379, 27017, 27018,
]);

/** Whether a URL's port (`URL.port`: '' is the scheme's own) belongs to a service that no provider is. */
export function isRefusedPort(port: string): boolean {
  return port !== '' && REFUSED_PORTS.has(Number(port));
}
