/**
 * What an address counts as: an IPv4 address as itself, an IPv6 address as its /64, since a client that has one address of
 * it has all of them (RFC 6177).
 */
export function addressBlock(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...new Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, 4).map(plain).join(':')}::/64`;
}

/** An IPv4 address at the end stands for two groups; which ones does not matter to the first four. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}

function plain(group: string): string {
  return group.toLowerCase().replace(/^0+(?=.)/, '');
}
