import type { Act } from './act.ts';
import { exportInstallationAuditCsv, exportInstallationAuditJsonLines } from './audit/export-installation-audit.ts';
import { exportWorkspaceAuditCsv, exportWorkspaceAuditJsonLines } from './audit/export-workspace-audit.ts';
import { listInstallationAudit } from './audit/list-installation-audit.ts';
import { listWorkspaceAudit } from './audit/list-workspace-audit.ts';
import { verifyAudit } from './audit/verify-audit.ts';
import { createBudget } from './budgets/create-budget.ts';
import { getBudget } from './budgets/get-budget.ts';
import { listNamedBudgets } from './budgets/list-budgets.ts';
import { removeBudget } from './budgets/remove-budget.ts';
import { updateBudget } from './budgets/update-budget.ts';
import { listCircuits } from './circuits/list-circuits.ts';
import { checkSavedConnection } from './connections/check-connection.ts';
import { checkNewConnection } from './connections/check-new-connection.ts';
import { createConnection } from './connections/create-connection.ts';
import { deleteConnection } from './connections/delete-connection.ts';
import { getConnection } from './connections/get-connection.ts';
import { listConnections } from './connections/list-connections.ts';
import { listConnectionModels } from './connections/list-models.ts';
import { listProviders } from './connections/list-providers.ts';
import { refreshConnectionModels } from './connections/refresh-models.ts';
import { rotateConnection } from './connections/rotate-connection.ts';
import { updateConnection } from './connections/update-connection.ts';
import { updateConnectionModels } from './connections/update-models.ts';
import { deleteContent } from './contents/delete-content.ts';
import { deleteContents } from './contents/delete-contents.ts';
import { getContent } from './contents/get-content.ts';
import { replayRequest } from './contents/replay-request.ts';
import { getCredits } from './credits/get-credits.ts';
import { postCredits } from './credits/post-credits.ts';
import { listEvents } from './events/list-events.ts';
import { createKeyIdeToken } from './ide-tokens/create-key-ide-token.ts';
import { createOwnIdeToken } from './ide-tokens/create-own-ide-token.ts';
import { listIdeTokens } from './ide-tokens/list-ide-tokens.ts';
import { revokeIdeToken } from './ide-tokens/revoke-ide-token.ts';
import { getInstallation } from './installation/get-installation.ts';
import { createKey } from './keys/create-key.ts';
import { createKeyTwin } from './keys/create-key-twin.ts';
import { getKey } from './keys/get-key.ts';
import { listKeys } from './keys/list-keys.ts';
import { revokeKey } from './keys/revoke-key.ts';
import { rotateKey } from './keys/rotate-key.ts';
import { updateKey } from './keys/update-key.ts';
import { createInvitation } from './members/create-invitation.ts';
import { getMember } from './members/get-member.ts';
import { listInvitations } from './members/list-invitations.ts';
import { listMembers } from './members/list-members.ts';
import { removeInvitation } from './members/remove-invitation.ts';
import { removeMember } from './members/remove-member.ts';
import { takeInvitation } from './members/take-invitation.ts';
import { updateMember } from './members/update-member.ts';
import { createResetLink } from './people/create-reset-link.ts';
import { getPerson } from './people/get-person.ts';
import { listPeople } from './people/list-people.ts';
import { listSsoProviders } from './people/list-sso-providers.ts';
import { removeSsoProvider } from './people/remove-sso-provider.ts';
import { saveSsoProvider } from './people/save-sso-provider.ts';
import { updatePerson } from './people/update-person.ts';
import { createPlan } from './plans/create-plan.ts';
import { getPlan } from './plans/get-plan.ts';
import { getWorkspacePlan } from './plans/get-workspace-plan.ts';
import { listPlans } from './plans/list-plans.ts';
import { removePlan } from './plans/remove-plan.ts';
import { setWorkspacePlan } from './plans/set-workspace-plan.ts';
import { updatePlan } from './plans/update-plan.ts';
import { diagnoseRequest } from './requests/diagnose-request.ts';
import { getRequest } from './requests/get-request.ts';
import { listRequests } from './requests/list-requests.ts';
import { createRoute } from './routes/create-route.ts';
import { deleteRoute } from './routes/delete-route.ts';
import { diffRoute } from './routes/diff-versions.ts';
import { dropDraft } from './routes/drop-draft.ts';
import { getDraft } from './routes/get-draft.ts';
import { getFigures } from './routes/get-figures.ts';
import { getRoute } from './routes/get-route.ts';
import { getTests } from './routes/get-tests.ts';
import { getVersion } from './routes/get-version.ts';
import { listRoutes } from './routes/list-routes.ts';
import { listVersions } from './routes/list-versions.ts';
import { publishRoute } from './routes/publish-route.ts';
import { replanRequest } from './routes/replan-request.ts';
import { rollBackRoute } from './routes/roll-back.ts';
import { runTests } from './routes/run-tests.ts';
import { saveDraft } from './routes/save-draft.ts';
import { saveTests } from './routes/save-tests.ts';
import { endCanary, setCanary } from './routes/set-canary.ts';
import { dropSchedule, setSchedule } from './routes/set-schedule.ts';
import { endShadow, setShadow } from './routes/set-shadow.ts';
import { updateRoute } from './routes/update-route.ts';
import { validateRouteDraft } from './routes/validate-draft.ts';
import { createInstallationToken } from './service-tokens/create-installation-token.ts';
import { createWorkspaceToken } from './service-tokens/create-workspace-token.ts';
import { listInstallationTokens } from './service-tokens/list-installation-tokens.ts';
import { listWorkspaceTokens } from './service-tokens/list-workspace-tokens.ts';
import { revokeInstallationToken } from './service-tokens/revoke-installation-token.ts';
import { revokeWorkspaceToken } from './service-tokens/revoke-workspace-token.ts';
import { checkSharedConnection } from './shared-connections/check-shared-connection.ts';
import { createSharedConnection } from './shared-connections/create-shared-connection.ts';
import { deleteSharedConnection } from './shared-connections/delete-shared-connection.ts';
import { getSharedConnection } from './shared-connections/get-shared-connection.ts';
import { listSharedConnections } from './shared-connections/list-shared-connections.ts';
import { refreshSharedModels } from './shared-connections/refresh-shared-models.ts';
import { rotateSharedConnection } from './shared-connections/rotate-shared-connection.ts';
import { updateSharedConnection } from './shared-connections/update-shared-connection.ts';
import { exportUsage } from './usage/export-usage.ts';
import { getUsage } from './usage/get-usage.ts';
import { createWebhook } from './webhooks/create-webhook.ts';
import { enableWebhook } from './webhooks/enable-webhook.ts';
import { getDelivery } from './webhooks/get-delivery.ts';
import { getWebhook } from './webhooks/get-webhook.ts';
import { listDeliveries } from './webhooks/list-deliveries.ts';
import { listWebhooks } from './webhooks/list-webhooks.ts';
import { removeWebhook } from './webhooks/remove-webhook.ts';
import { replayDelivery } from './webhooks/replay-delivery.ts';
import { rotateWebhookSecret } from './webhooks/rotate-webhook-secret.ts';
import { sendTestMessage } from './webhooks/send-test-message.ts';
import { updateWebhook } from './webhooks/update-webhook.ts';
import { createWorkspace } from './workspaces/create-workspace.ts';
import { deleteWorkspace } from './workspaces/delete-workspace.ts';
import { exportWorkspaceFile } from './workspaces/export-workspace.ts';
import { getWorkspace } from './workspaces/get-workspace.ts';
import { listWorkspaces } from './workspaces/list-workspaces.ts';
import { restoreWorkspace } from './workspaces/restore-workspace.ts';
import { resumeWorkspace } from './workspaces/resume-workspace.ts';
import { suspendWorkspace } from './workspaces/suspend-workspace.ts';
import { updateWorkspace } from './workspaces/update-workspace.ts';

/** Every act of the control plane. What does not stand here has no address. */
export const ACTS: readonly Act[] = [
  getInstallation,
  listWorkspaces,
  createWorkspace,
  getWorkspace,
  updateWorkspace,
  suspendWorkspace,
  resumeWorkspace,
  exportWorkspaceFile,
  deleteWorkspace,
  restoreWorkspace,
  listMembers,
  getMember,
  updateMember,
  removeMember,
  listInvitations,
  createInvitation,
  removeInvitation,
  takeInvitation,
  listKeys,
  createKey,
  getKey,
  updateKey,
  rotateKey,
  revokeKey,
  createKeyTwin,
  createKeyIdeToken,
  createOwnIdeToken,
  listIdeTokens,
  revokeIdeToken,
  listWorkspaceTokens,
  createWorkspaceToken,
  revokeWorkspaceToken,
  listInstallationTokens,
  createInstallationToken,
  revokeInstallationToken,
  listWorkspaceAudit,
  exportWorkspaceAuditCsv,
  exportWorkspaceAuditJsonLines,
  listInstallationAudit,
  exportInstallationAuditCsv,
  exportInstallationAuditJsonLines,
  verifyAudit,
  getUsage,
  exportUsage,
  listRoutes,
  createRoute,
  getRoute,
  updateRoute,
  deleteRoute,
  getDraft,
  saveDraft,
  dropDraft,
  validateRouteDraft,
  publishRoute,
  listVersions,
  getVersion,
  diffRoute,
  rollBackRoute,
  setCanary,
  endCanary,
  setShadow,
  endShadow,
  setSchedule,
  dropSchedule,
  getTests,
  saveTests,
  runTests,
  getFigures,
  replanRequest,
  listRequests,
  getRequest,
  diagnoseRequest,
  listCircuits,
  getContent,
  deleteContent,
  deleteContents,
  replayRequest,
  listProviders,
  listConnections,
  createConnection,
  checkNewConnection,
  getConnection,
  updateConnection,
  deleteConnection,
  rotateConnection,
  checkSavedConnection,
  refreshConnectionModels,
  listConnectionModels,
  updateConnectionModels,
  listSharedConnections,
  createSharedConnection,
  getSharedConnection,
  updateSharedConnection,
  deleteSharedConnection,
  rotateSharedConnection,
  checkSharedConnection,
  refreshSharedModels,
  listNamedBudgets,
  createBudget,
  getBudget,
  updateBudget,
  removeBudget,
  listPlans,
  createPlan,
  getPlan,
  updatePlan,
  removePlan,
  getWorkspacePlan,
  setWorkspacePlan,
  getCredits,
  postCredits,
  listWebhooks,
  createWebhook,
  getWebhook,
  updateWebhook,
  removeWebhook,
  rotateWebhookSecret,
  enableWebhook,
  sendTestMessage,
  listDeliveries,
  getDelivery,
  replayDelivery,
  listEvents,
  listPeople,
  getPerson,
  updatePerson,
  createResetLink,
  listSsoProviders,
  saveSsoProvider,
  removeSsoProvider,
];
