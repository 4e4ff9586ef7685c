import ipaddr from 'ipaddr.js';

/** Is an address in a list of addresses and CIDRs? What can't be read is not allowed. */
export function isAllowedIp({ ip, allowed }: { ip: string; allowed: readonly string[] }): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return allowed.some((range) => {
    const [network, bits] = readRange(range);
    return network !== undefined && network.kind() === address.kind() && address.match(network, bits);
  });
}

function readRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6 | undefined, number] {
  if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
  if (!ipaddr.isValid(range)) return [undefined, 0];
  const address = ipaddr.process(range);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
