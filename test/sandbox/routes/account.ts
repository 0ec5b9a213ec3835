import type { Retell } from 'retell-sdk';
import { pageOf } from '../paging.ts';
import { pagingQuery } from '../schemas.ts';
import { queryOf } from './route.ts';
import type { Route } from './route.ts';

const CONCURRENCY: Retell.ConcurrencyRetrieveResponse = {
  current_concurrency: 0,
  concurrency_limit: 20,
  base_concurrency: 20,
  purchased_concurrency: 0,
  concurrency_purchase_limit: 80,
  remaining_purchase_limit: 80,
};

export const accountRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/list-phone-numbers',
    takesQuery: true,
    handle: (call) => {
      const query = queryOf(call, pagingQuery);
      const numbers = call.store.phoneNumbers();
      const place = (one: Retell.PhoneNumberResponse) => ({
        value: one.last_modification_timestamp,
        id: one.phone_number,
      });
      return { status: 200, body: pageOf('phone-numbers', numbers, place, query) };
    },
  },
  {
    method: 'GET',
    path: '/get-concurrency',
    handle: () => ({ status: 200, body: CONCURRENCY }),
  },
];
