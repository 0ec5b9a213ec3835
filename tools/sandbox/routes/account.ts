import type { Retell } from 'retell-sdk';
import { ok } from './route.ts';
import type { Routes } from './route.ts';

const CONCURRENCY: Retell.ConcurrencyRetrieveResponse = {
	current_concurrency: 0,
	concurrency_limit: 20,
	base_concurrency: 20,
	purchased_concurrency: 0,
	concurrency_purchase_limit: 80,
	remaining_purchase_limit: 80,
};

export const accountRoutes = { 'GET /get-concurrency': () => ok(CONCURRENCY) } satisfies Routes;
