import { HANDLERS } from '../../gateway/src/dataplane/routes.ts';
import { markdownTable } from './markdown-table.ts';

const PURPOSES: Readonly<Record<string, string>> = {
  '/v1/chat': 'A conversation: text, images, audio, files, tools, JSON. [Fields](#chat)',
  '/v1/complete': 'One prompt. [Fields](#complete)',
  '/v1/embeddings': 'Texts to vectors. [Fields](#embeddings)',
  '/v1/image': 'Makes images, or edits them. [Fields](#image)',
  '/v1/vision': 'A question about images. [Fields](#vision)',
  '/v1/whoami': 'What this key is, what its route can do now, and what is left of its limits.',
  '/v1/me': 'The same in the shape that the [published clients](clients.md) type.',
  '/api/requests/{id}/diagnosis':
    "Why a request went as it did. With an API key of its workspace, or the operator's token. [Diagnosis](diagnosis.md)",
  '/api/usage':
    "What was used and what it cost, as JSON or CSV. With an API key its own; with the operator's token everything. [Usage](usage.md)",
  '/api/circuits':
    "Which connections and models rest after failures, since when and why. With the operator's token. [Circuits](diagnosis.md#circuits)",
  '/healthz': 'Is the process alive? Needs no key.',
  '/readyz': 'Does it take traffic? 503 while it starts or shuts down. Needs no key.',
  '/docs/errors':
    'Every error, as a page for people. Where `docs` of an error leads. Needs no key. [Errors](errors/README.md)',
  '/docs/errors/{code}': 'One error: when it comes, whether to retry, what to do.',
};

/** Every address that the gateway serves. */
export function writeEndpointTable(): string {
  const rows = HANDLERS.map(({ method, path }) => [`\`${method} ${path}\``, PURPOSES[path] ?? '']);
  return markdownTable({ head: ['Address', 'Purpose'], rows });
}

export function endpointProblems(): string[] {
  const paths = HANDLERS.map(({ path }) => path);
  return [
    ...paths
      .filter((path) => PURPOSES[path] === undefined)
      .map((path) => `scripts/docs/endpoint-table.ts lacks ${path}`),
    ...Object.keys(PURPOSES)
      .filter((path) => !paths.includes(path))
      .map((path) => `scripts/docs/endpoint-table.ts tells of ${path}, which is not served`),
  ];
}
