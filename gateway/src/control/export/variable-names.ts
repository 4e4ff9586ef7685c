export interface VariableNames {
  /** `${NAME}` for a secret: a name of its own each, made of what it belongs to. */
  reference(secret: { readonly parts: readonly string[]; readonly holds?: string | undefined }): string;
  all(): readonly { readonly name: string; readonly holds: string }[];
}

export function createVariableNames(): VariableNames {
  const taken = new Map<string, string>();
  return {
    reference({ parts, holds }) {
      const base = parts
        .join('_')
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, '_')
        .replace(/^(?=[0-9])/, '_');
      let name = base;
      for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
      taken.set(name, holds === undefined ? parts.join(' ') : `${parts.join(' ')} (${holds})`);
      return `\${${name}}`;
    },
    all: () => [...taken].map(([name, holds]) => ({ name, holds })),
  };
}
