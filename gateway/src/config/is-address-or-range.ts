import ipaddr from 'ipaddr.js';

/** `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`: what `allowed_ips` may hold. */
export function isAddressOrRange(text: string): boolean {
  // Written in four parts only: `10.1` would be an address, too, and hardly the one that was meant.
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) || ipaddr.isValidCIDR(text);
}
