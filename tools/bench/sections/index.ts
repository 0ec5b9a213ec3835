import { cpu } from './cpu.ts';
import { defaults } from './defaults.ts';
import { end } from './end.ts';
import { limit } from './limit.ts';
import { list } from './list.ts';
import { n8n } from './n8n.ts';
import { polls } from './polls.ts';
import { sends } from './sends.ts';
import { slow } from './slow.ts';
import { start } from './start.ts';
import { thinking } from './thinking.ts';
import { transcripts } from './transcripts.ts';
import { webhooks } from './webhooks.ts';
import type { Measure } from '../measure.ts';
import { workers } from './workers.ts';

export const MEASURES = {
	defaults,
	n8n,
	end,
	list,
	slow,
	transcripts,
	sends,
	thinking,
	limit,
	workers,
	cpu,
	polls,
	webhooks,
	start,
} satisfies Record<string, Measure>;

export type SectionName = keyof typeof MEASURES;
