import type { Connection } from './connection.ts';

export type Row = Record<string, string | number | boolean | null>;

export interface Column {
	name: string;
	type: 'boolean' | 'date' | 'number' | 'string';
}

interface Table {
	id: string;
	name: string;
}

/** n8n's greatest length of a page of rows. */
const PAGE = 100;

/** The Data Tables of the owner's personal project. */
export function dataTables({ get, send }: Connection) {
	async function home(): Promise<string> {
		const { id } = await get<{ id: string }>('/projects/personal');
		return `/projects/${id}/data-tables`;
	}

	return {
		/** Creates a Data Table and returns its id. */
		async createTable(name: string, columns: Column[]): Promise<string> {
			return (await send<Table>('post', await home(), { name, columns })).id;
		},

		async insertRows(tableId: string, data: Row[]): Promise<void> {
			await send('post', `${await home()}/${tableId}/insert`, { data });
		},

		async tables(): Promise<Table[]> {
			return (await get<{ data: Table[] }>(await home())).data;
		},

		/** All rows of a table, in the order of their insertion. */
		async rows(tableId: string): Promise<Row[]> {
			const path = `${await home()}/${tableId}/rows`;
			const rows: Row[] = [];
			for (;;) {
				const { data } = await get<{ data: Row[] }>(path, { take: PAGE, skip: rows.length, sortBy: 'id:asc' });
				rows.push(...data);
				if (data.length < PAGE) return rows;
			}
		},
	};
}
