// What a release lacks, by what is known of the repository.
import semver from 'semver';

import { following, standIns, type Manifest } from './identity.ts';

export interface Repository {
	manifest: Manifest;
	/** The version that the lock file has. */
	lockedVersion: string;
	changelog: string;
	/** The texts of the files that name the author or the repository, by their names. */
	followers: Record<string, string>;
	/** What `git status --porcelain` says. */
	status: string;
	/** Tags of the repository. */
	tags: string[];
	/** What n8n's scan found; undefined if it passed. */
	scan: string | undefined;
}

/** What is to be done before the package can be published, a sentence for each; none if it is ready. */
export function lacksOf({ manifest, lockedVersion, changelog, followers, status, tags, scan }: Repository): string[] {
	const { version } = manifest;
	const differing = Object.entries(followers)
		.filter(([, text]) => following(text, manifest) !== text)
		.map(([file]) => file);
	const released = tags.map((tag) => semver.clean(tag)).filter((tag) => tag !== null);
	const newest = semver.rsort(released)[0];
	return [
		...standIns(manifest).map((lack) => `package.json: ${lack}`),
		...(differing.length > 0
			? [`${differing.join(', ')}: not the author or repository of package.json. Run npm run release:identity`]
			: []),
		...(semver.valid(version) ? [] : [`package.json: ${version} is no version by semver.org`]),
		...(lockedVersion === version ? [] : [`package-lock.json: has version ${lockedVersion}, not ${version}`]),
		...(newest !== undefined && !semver.gt(version, newest)
			? [`package.json: ${version} is not above ${newest}, which was released`]
			: []),
		...changelogLacks(changelog, version),
		...(status === '' ? [] : [`git: these files are not committed:\n${status}`]),
		...(scan === undefined ? [] : [`n8n's scan did not pass:\n${scan}`]),
	];
}

/** By keepachangelog.com: a section for each version with its date, the newest first. */
function changelogLacks(changelog: string, version: string): string[] {
	const sections = [...changelog.matchAll(/^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm)].map(([, name, date]) => ({
		name,
		date,
	}));
	const section = sections.find(({ name }) => name === version);
	if (!section) return [`CHANGELOG.md: has no section "## [${version}]". Name "Unreleased" so, with today's date`];
	if (!section.date) return [`CHANGELOG.md: the section of ${version} lacks its date: "## [${version}] - 2026-01-31"`];
	return [];
}
