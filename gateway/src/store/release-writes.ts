import type { DefinitionWrites } from '../domain/store.ts';

/** What is written of a route beside itself: its versions, draft, tests, and how they are given out. */
export type ReleaseWrites = Pick<
  DefinitionWrites,
  | 'readRouteVersion'
  | 'readDraft'
  | 'readRouteTests'
  | 'saveDraft'
  | 'dropDraft'
  | 'publishRoute'
  | 'pointRouteAt'
  | 'setCanary'
  | 'setShadow'
  | 'setSchedule'
  | 'saveRouteTests'
>;
