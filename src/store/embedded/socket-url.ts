/** The address of a server's Unix socket, for `openDb`: a role's own database. It holds no secret. */
export function socketUrl(socketFolder: string, role: string): string {
  return `postgres://${role}@localhost/${role}?host=${encodeURIComponent(socketFolder)}`;
}
