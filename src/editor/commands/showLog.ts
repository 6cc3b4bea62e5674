// Opens the product's output channel.

import type { Command } from './command';

export const showLog: Command = async app => {
  app.log.show();
};
