import { startServices, type Services } from './services.ts';

/** The services of others for the tests of one file; each host knows nothing until it is set. */
export function useServices(hosts: string[]): () => Services {
	let services: Services | undefined;
	beforeAll(async () => {
		services = await startServices(hosts);
	});
	afterAll(() => services?.close());
	return () => {
		if (!services) throw new Error('The services are there only while tests run');
		return services;
	};
}
