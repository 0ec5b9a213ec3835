import { by, pageOf } from '../paging.ts';
import { pagingQuery } from '../schemas.ts';
import { queryOf } from './route.ts';
import type { Route } from './route.ts';

/** What agents can be built upon, newest first. Making engines is the dashboard's work. */
export const engineRoutes: Route[] = [
	{
		method: 'GET',
		path: '/v2/list-retell-llms',
		takesQuery: true,
		handle: (call) => {
			const place = by('last_modification_timestamp', 'llm_id');
			return { status: 200, body: pageOf('retell-llms', call.store.llms(), place, queryOf(call, pagingQuery)) };
		},
	},
	{
		method: 'GET',
		path: '/v2/list-conversation-flows',
		takesQuery: true,
		handle: (call) => {
			const place = by('last_modification_timestamp', 'conversation_flow_id');
			return { status: 200, body: pageOf('conversation-flows', call.store.flows(), place, queryOf(call, pagingQuery)) };
		},
	},
];
