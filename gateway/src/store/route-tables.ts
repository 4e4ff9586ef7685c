/** The tables of routes and what is released of them, as SQL sees them. */

export interface RoutesTable {
  id: string;
  workspace_id: string;
  name: string;
  published_version: number | null;
  /** This one, `shadow` and `schedule`: JSON with the spec in it, since versions never change. */
  canary: string | null;
  shadow: string | null;
  schedule: string | null;
  /** When a schedule is due; null where there is none, or it was refused. */
  schedule_at_ms: number | null;
  owner: string;
  created_at_ms: number;
}

/** Rows are only added, never changed. */
export interface RouteVersionsTable {
  route_id: string;
  version: number;
  spec: string;
  published_at_ms: number;
  note: string | null;
  published_by: string | null;
}

export interface RouteDraftsTable {
  route_id: string;
  spec: string;
  based_on_version: number | null;
  updated_at_ms: number;
  updated_by: string | null;
}
