import { by, pageOf } from '../paging.ts';
import { pagingQuery } from '../schemas.ts';
import { ok, withQuery } from './route.ts';
import type { Routes } from './route.ts';

/** What agents can be built upon, newest first. Making engines is the dashboard's work. */
export const engineRoutes = {
	'GET /v2/list-retell-llms': withQuery(pagingQuery, ({ store }, query) =>
		ok(pageOf('retell-llms', store.llms(), by('last_modification_timestamp', 'llm_id'), query)),
	),
	'GET /v2/list-conversation-flows': withQuery(pagingQuery, ({ store }, query) => {
		const place = by('last_modification_timestamp', 'conversation_flow_id');
		return ok(pageOf('conversation-flows', store.flows(), place, query));
	}),
} satisfies Routes;
