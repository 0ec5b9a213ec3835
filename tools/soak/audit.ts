import type { StoredExecution } from '../n8n/execution.ts';
import type { Backend } from '../n8n/queue/backend.ts';

/**
 * Has PostgreSQL write down, together with n8n's own writes and at the same moment, what each of them said: which chats
 * an execution was created with, which the stored state of a trigger knows, and when a worker began an execution. n8n
 * itself writes over all of that later.
 */
const INSTALL = `
CREATE SCHEMA soak;
CREATE TABLE soak.handed (at timestamptz, execution int, chat text);
CREATE TABLE soak.stored (at timestamptz, workflow text, chat text);
CREATE TABLE soak.began (at timestamptz, execution int);
CREATE FUNCTION soak.chats(content text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT found[1] FROM regexp_matches(content, 'chat_[0-9a-f]{20,}', 'g') found
$$;
CREATE FUNCTION soak.note_handed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO soak.handed SELECT clock_timestamp(), new."executionId", soak.chats(new.data);
  RETURN null;
END $$;
CREATE FUNCTION soak.note_stored() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO soak.stored SELECT clock_timestamp(), new.id, chat FROM (
    SELECT soak.chats(new."staticData"::text) chat EXCEPT SELECT soak.chats(old."staticData"::text)
  ) chats;
  RETURN null;
END $$;
CREATE FUNCTION soak.note_began() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO soak.began VALUES (clock_timestamp(), new.id);
  RETURN null;
END $$;
CREATE TRIGGER soak_handed AFTER INSERT ON execution_data FOR EACH ROW EXECUTE FUNCTION soak.note_handed();
CREATE TRIGGER soak_stored AFTER UPDATE OF "staticData" ON workflow_entity FOR EACH ROW EXECUTE FUNCTION soak.note_stored();
CREATE TRIGGER soak_began AFTER UPDATE OF status ON execution_entity
  FOR EACH ROW WHEN (new.status = 'running') EXECUTE FUNCTION soak.note_began();
`;

const MS = (time: string) => `round(extract(epoch FROM ${time}) * 1000)::float8`;

/** An execution as n8n's database has it. */
export interface Execution {
	id: string;
	workflow: string;
	mode: string;
	status: string;
	/** When it was created, ms since the epoch. */
	at: number;
	/** Those it was created with. */
	chats: string[];
	/** How often a worker began it. */
	begun: number;
}

export type Audit = Awaited<ReturnType<typeof startAudit>>;

export async function startAudit({ query, execute }: Backend) {
	await execute(INSTALL);
	return {
		executions: () =>
			query<Execution>(`
        SELECT e.id::text, e."workflowId" workflow, e.mode, e.status, ${MS('e."createdAt"')} at,
          (SELECT coalesce(array_agg(h.chat), '{}') FROM soak.handed h WHERE h.execution = e.id) chats,
          (SELECT count(*) FROM soak.began b WHERE b.execution = e.id) begun
        FROM execution_entity e ORDER BY e.id`),
		/** When n8n first stored a workflow's state that knows of a chat, in ms since the epoch, by chat. */
		stored: async (workflow: string) => {
			const rows = await query<{ chat: string; at: number }>(
				`SELECT chat, ${MS('min(at)')} at FROM soak.stored WHERE workflow = '${workflow}' GROUP BY chat`,
			);
			return new Map(rows.map(({ chat, at }) => [chat, at]));
		},
		/** The data of a workflow's executions as they are now. */
		data: (workflow: string) =>
			query<StoredExecution>(`
        SELECT e.id::text, e.status, d.data
        FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
        WHERE e."workflowId" = '${workflow}' ORDER BY e.id`),
	};
}
