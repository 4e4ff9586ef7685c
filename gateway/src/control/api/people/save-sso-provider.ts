import { installationAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { ssoBody, ssoDraft, ssoParams, ssoSchema, ssoView } from './sso-view.ts';

export const saveSsoProvider = installationAct({
  id: 'saveSsoProvider',
  method: 'put',
  path: '/sso-providers/{providerName}',
  summary: 'Set up an identity provider (OpenID Connect), or change it',
  permission: 'installation.write',
  params: ssoParams,
  body: ssoBody,
  answer: ssoSchema,
  errors: ['conflict'],
  async handle({ deps, acting, definitions, params, body }) {
    const known = new Set<string>(definitions.workspaces.map(({ id }) => id));
    const problems = body.group_roles.flatMap(({ workspace_id }, index) =>
      known.has(workspace_id)
        ? []
        : [{ param: `group_roles.${index}.workspace_id`, message: 'there is no such workspace' }],
    );
    if (problems.length > 0) throw problemsError(problems);
    return {
      body: ssoView(await deps.people.saveSsoProvider({ ...ssoDraft({ id: params.providerName, body }), by: acting })),
    };
  },
});
