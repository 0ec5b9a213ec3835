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

	/** All rows of a table, in the order of their insertion. */
	async function rows(tableId: string): Promise<Row[]> {
		const path = `${await home()}/${tableId}/rows`;
		const all: Row[] = [];
		for (;;) {
			const { data } = await get<{ data: Row[] }>(path, { take: PAGE, skip: all.length, sortBy: 'id:asc' });
			all.push(...data);
			if (data.length < PAGE) return all;
		}
	}

	/** The id of the table with this name, if there is one. */
	async function tableNamed(name: string): Promise<string | undefined> {
		const { data } = await get<{ data: Table[] }>(await home());
		return data.find((table) => table.name === name)?.id;
	}

	return {
		rows,
		tableNamed,

		async createTable(name: string, columns: Column[]): Promise<string> {
			return (await send<Table>('post', await home(), { name, columns })).id;
		},

		async insertRows(tableId: string, data: Row[]): Promise<void> {
			await send('post', `${await home()}/${tableId}/insert`, { data });
		},

		/** The rows of the table with this name; none if there is no such table. */
		async rowsOf(name: string): Promise<Row[]> {
			const id = await tableNamed(name);
			return id === undefined ? [] : rows(id);
		},
	};
}
