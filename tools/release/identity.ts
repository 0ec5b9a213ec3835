// Who publishes the package, and where: package.json says it, and all other files follow.
import { readFileSync } from 'node:fs';

export interface Manifest {
	name: string;
	version: string;
	author: { name: string; email: string };
	homepage: string;
	repository: { url: string };
	bugs: { url: string };
}

/** The files that name the repository or its owner, beside package.json. */
export const FOLLOWERS = [
	'.github/ISSUE_TEMPLATE/config.yml',
	'CONTRIBUTING.md',
	'LICENSE.md',
	'credentials/RetellChatApi.credentials.ts',
	'nodes/RetellChat/RetellChat.node.json',
	'nodes/RetellChatTrigger/RetellChatTrigger.node.json',
	'nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.json',
	'nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.json',
];

/** What stands in package.json until somebody publishes the package. `.example` is nobody's domain (RFC 2606). */
const STAND_INS = { domain: '.example', owner: 'n8n-nodes-retell-chat' };

export function readManifest(): Manifest {
	return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
}

/** The repository's page: "https://github.com/owner/name". */
export function pageOf({ repository }: Manifest): string {
	return repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** The text of a file, with the repository and the owner that package.json has. */
export function following(text: string, manifest: Manifest): string {
	return text
		.replaceAll(new RegExp(`https://github\\.com/[\\w.-]+/${manifest.name}(?=[/#'"\\s)]|$)`, 'g'), pageOf(manifest))
		.replace(/^Copyright (\d+) .*$/m, `Copyright $1 ${ownerOf(manifest)}`);
}

/** As a license has it: "The ... maintainers", or a name. */
function ownerOf({ author }: Manifest): string {
	return author.name.endsWith(' maintainers') ? `The ${author.name}` : author.name;
}

/** Which parts of package.json are stand-ins, and what belongs there. */
export function standIns(manifest: Manifest): string[] {
	const page = pageOf(manifest);
	const isStandIn = new URL(page).pathname.startsWith(`/${STAND_INS.owner}/`);
	return [
		...(manifest.author.email.endsWith(STAND_INS.domain)
			? ['"author" is a stand-in: enter the name and the email of the npm account that publishes']
			: []),
		...(isStandIn ? ['"repository" is a stand-in: enter the URL of the public repository'] : []),
		...(manifest.homepage.startsWith(page) && manifest.bugs.url.startsWith(page)
			? []
			: ['"homepage" and "bugs" belong to another repository than "repository"']),
	];
}
