import type { SectionName } from '../arguments.ts';
import type { Measure } from './context.ts';
import { cpu } from './cpu.ts';
import { end } from './end.ts';
import { limit } from './limit.ts';
import { list } from './list.ts';
import { polls } from './polls.ts';
import { sends } from './sends.ts';
import { slow } from './slow.ts';
import { start } from './start.ts';
import { transcripts } from './transcripts.ts';
import { webhooks } from './webhooks.ts';

export type { Context, Measure } from './context.ts';

export const MEASURES: Record<SectionName, Measure> = {
	end,
	list,
	slow,
	transcripts,
	sends,
	limit,
	cpu,
	polls,
	webhooks,
	start,
};
