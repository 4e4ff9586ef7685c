/** A request to the control plane, as the server read it: within its limits, its path as it was sent. */
export interface ControlRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Headers;
  /** Empty where there is none. */
  readonly bodyText: string;
  readonly requestId: string;
  readonly clientIp: string;
  /** The operator's own token came along, and is the right one. */
  readonly isOperator: boolean;
}

/** What operators talk to: met by the server only here, and loaded when the first of them calls. */
export interface ControlPlane {
  /** Undefined: there is nothing at this address. @throws GatewayError */
  answer(request: ControlRequest): Promise<Response | undefined>;
}
