import { markdownTable } from 'markdown-table';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import type { Stage } from '../support/stage.ts';
import { deliveredIds } from '../support/trigger.ts';
import { tracesOf } from './database.ts';

/** How often each chat was handed over. */
interface Account {
	once: string[];
	moreThanOnce: string[];
	never: string[];
	/** Those of the last that n8n itself lost: it stored that they were handed over, but no execution with them. */
	lostByN8n: string[];
}

export async function accountFor(stage: Stage, workflow: SavedWorkflow, ended: string[]): Promise<Account> {
	const delivered = Map.groupBy(await deliveredIds(stage, workflow), (id) => id);
	const withCount = (fits: (count: number) => boolean) => ended.filter((id) => fits(delivered.get(id)?.length ?? 0));
	const never = withCount((count) => count === 0);
	const traces = tracesOf(stage, workflow.id, never);
	return {
		once: withCount((count) => count === 1),
		moreThanOnce: withCount((count) => count > 1),
		never,
		lostByN8n: never.filter((_, index) => traces[index]?.inState && !traces[index].inExecutions),
	};
}

/** What the kills did otherwise. */
interface Damage {
	kills: number;
	cutShort: number;
	/** Starts of n8n that it broke off itself. */
	brokenOff: number;
}

export function accountTable(title: string, account: Account, { kills, cutShort, brokenOff }: Damage): string {
	const { once, moreThanOnce, never, lostByN8n } = account;
	const rows = [
		['kills', kills],
		['chats ended', once.length + moreThanOnce.length + never.length],
		['delivered once', once.length],
		['delivered more than once', moreThanOnce.length],
		['never delivered', never.length],
		['of these lost by n8n between its two writes', lostByN8n.length],
		['executions that a kill cut short, run again', cutShort],
		['starts that n8n itself broke off', brokenOff],
	];
	return `\n${markdownTable([[title, ''], ...rows.map(([name, count]) => [String(name), String(count)])])}\n\n`;
}
