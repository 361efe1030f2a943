/** The database account of each lane. */
export const LOGINS = {
  owner: "workflow_admin",
  exec: "cutter_exec",
  verify: "cutter_verify",
  reader: "cutter_reader",
  sidecar: "cutter_sidecar",
} as const;
