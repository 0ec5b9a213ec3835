/**
 * For n8n's environment. Killed while it sets a trigger up, n8n tries that again after two minutes: here, after some
 * seconds.
 */
export const SOON = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '20',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '2000',
};
