import { pageOf } from '../paging.ts';
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
			const query = queryOf(call, pagingQuery);
			const place = (one: { last_modification_timestamp: number; llm_id: string }) => ({
				value: one.last_modification_timestamp,
				id: one.llm_id,
			});
			return { status: 200, body: pageOf('retell-llms', call.store.llms(), place, query) };
		},
	},
	{
		method: 'GET',
		path: '/v2/list-conversation-flows',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, pagingQuery);
			const place = (one: { last_modification_timestamp: number; conversation_flow_id: string }) => ({
				value: one.last_modification_timestamp,
				id: one.conversation_flow_id,
			});
			return { status: 200, body: pageOf('conversation-flows', call.store.flows(), place, query) };
		},
	},
];
