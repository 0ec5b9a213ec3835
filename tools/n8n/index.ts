/**
 * A real n8n for the tour and the end-to-end tests: installs it, starts it on the loopback with the packed package
 * in place, talks to it through the REST API its editor uses, and ends it.
 */
export { ensureN8n, isInstalled, N8N_1_VERSION, N8N_VERSION } from './install.ts';
export { buildAndPack, installPackage } from './package.ts';
export { freePort } from './ports.ts';
export { isOver } from './execution.ts';
export { startN8n } from './server.ts';
export { n8nClient } from './client.ts';
export type { RunningN8n, StartOptions } from './server.ts';
export type { Credential, N8nClient, Owner, Saved, SavedWorkflow, WorkflowFile } from './client.ts';
export type { Column, Row } from './dataTables.ts';
export type { ExecutionResult } from './execution.ts';
export type { ListedExecution } from './executions.ts';
