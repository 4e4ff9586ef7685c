import { randomBytes } from 'node:crypto';
import { type Browser, openBrowser } from '../people/browser.ts';
import type { Place } from './secret-spellings.ts';

/** Calls a gateway, keeps every answer, and knows every secret that was given to it or taken from it. */
export class CanaryRig {
  readonly secrets = new Map<string, string>();
  readonly places: Place[] = [];
  private readonly url: string;
  private readonly adminToken: string;
  private answers = 0;

  constructor({ url, adminToken }: { readonly url: string; readonly adminToken: string }) {
    this.url = url;
    this.adminToken = adminToken;
  }

  /** A new secret that nothing else could hold by chance. */
  make(name: string, prefix = ''): string {
    return this.know(name, `${prefix}canary${randomBytes(18).toString('hex')}`);
  }

  know(name: string, secret: unknown): string {
    if (typeof secret !== 'string' || secret.length < 8)
      throw new Error(`there is no ${name}: ${this.places.at(-1)?.text.slice(0, 300)}`);
    this.secrets.set(name, secret);
    return secret;
  }

  browser(): Browser {
    const browser = openBrowser({ url: this.url });
    return {
      ...browser,
      send: async (path, visit) => this.keepPage(path, await browser.send(path, visit)),
      get: async (path, visit) => this.keepPage(path, await browser.get(path, visit)),
      post: async (path, body, visit) => this.keepPage(path, await browser.post(path, body, visit)),
    };
  }

  private keepPage<Page extends { readonly text: string }>(path: string, page: Page): Page {
    this.keep({ name: path, text: page.text });
    return page;
  }

  /** `shows`: fields of the answer that show a secret this one time, by the name of that secret. */
  async call({
    path,
    method = 'GET',
    body,
    token = this.adminToken,
    shows = {},
    headers = {},
  }: {
    readonly path: string;
    readonly method?: string;
    readonly body?: unknown;
    readonly token?: string;
    readonly shows?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    // Tests read into what they expect.
    // biome-ignore lint/suspicious/noExplicitAny: the assertions are the check
  }): Promise<{ readonly status: number; readonly text: string; readonly body: any }> {
    const response = await fetch(this.url + path, {
      method: body === undefined || method !== 'GET' ? method : 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'If-Match': '*', ...headers },
      ...(body === undefined ? undefined : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && !path.includes('jsonl') ? parsed(text) : {};
    let kept = text;
    this.keep({ name: `${method} ${path}`, text });
    for (const [field, name] of Object.entries(shows)) {
      const shown = this.know(name, json[field]);
      kept = kept.replace(JSON.stringify(shown), '"shown"').replace(JSON.stringify(shown), '"shown"');
    }
    this.places[this.places.length - 1] = {
      name: this.places.at(-1)?.name ?? '',
      text: `${kept}${[...response.headers]}`,
    };
    return { status: response.status, text, body: json };
  }

  private keep({ name, text }: Place): void {
    this.answers++;
    this.places.push({ name: `answer ${this.answers} (${this.hidden(name)})`, text });
  }

  /** An address as it may be printed. */
  private hidden(text: string): string {
    let shown = text.slice(0, 300);
    for (const [name, secret] of this.secrets) shown = shown.replaceAll(secret, `<${name}>`);
    return shown;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
