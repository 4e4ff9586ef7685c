import type { RunningGateway } from './start-gateway.ts';

type Welcome = Pick<RunningGateway, 'url' | 'firstKey' | 'newMasterKeyFile' | 'setupLink'>;

/** What the terminal shows once the gateway takes requests. The first key is shown here and never again. */
export function writeWelcome({ url, firstKey, newMasterKeyFile, setupLink }: Welcome): string {
  const lines = ['', `  LatentKit is ready on ${url}`, ''];
  if (newMasterKeyFile) {
    lines.push(
      `  A master key was made: ${newMasterKeyFile}`,
      '  Keep a copy apart from the database: without it, stored credentials and API keys are lost.',
      '',
    );
  }
  if (setupLink) {
    lines.push(
      '  Whoever opens this link first administers the installation (works once, until the next start).',
      '  No console can open it yet: docs/people.md has the curl that claims with it.',
      '',
      `  ${setupLink}`,
      '',
    );
  }
  if (firstKey) {
    lines.push(
      `  Your first API key (shown only now):  ${firstKey}`,
      '',
      '  Try it; the sandbox answers, no provider account is needed:',
      '',
      `  curl ${url}/v1/chat \\`,
      `    -H "Authorization: Bearer ${firstKey}" \\`,
      '    -H "Content-Type: application/json" \\',
      `    -d '{"messages": [{"role": "user", "content": "Hello!"}]}'`,
      '',
    );
  }
  return `${lines.join('\n')}\n`;
}
