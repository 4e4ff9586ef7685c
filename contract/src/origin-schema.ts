import * as z from 'zod';

/** As browsers write it into `Origin`: a scheme, a host in lower case, and a port where it is not the usual one. */
export const originSchema = z
  .string()
  .regex(
    /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/,
    'must be an origin such as https://app.example: lower case, no path',
  );
