/** An error of the Auth protocol: `{code, error_code, msg}`. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly status: number;
  readonly errorCode: string;
  readonly extra: Record<string, unknown>;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.extra = extra;
  }

  toResponse(): Response {
    const { status, errorCode, message, extra } = this;
    return Response.json(
      { code: status, error_code: errorCode, msg: message, ...extra },
      { status },
    );
  }
}
