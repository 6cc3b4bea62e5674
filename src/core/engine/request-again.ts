// The request of a job that has ended, for another one like it.

import type { Job } from '../job';
import type { GenerationRequest } from '../request';
import { compact } from '../store/job-folder';
import type { StoredJob } from '../store/stored-job';

/** An address that the user gave stays with the request; other ways of a picture are chosen anew. */
export function requestAgain(job: Job, stored: StoredJob | undefined): GenerationRequest {
  const route = stored?.records.spec.body.pictureRoute;
  return compact<GenerationRequest>({
    service: job.service,
    prompt: job.prompt,
    options: job.options,
    picture: job.picture,
    pictureRoute: route?.kind === 'address' ? route : undefined,
  });
}
