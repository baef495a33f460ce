export function Page() {
  return <h1>Webhook</h1>;
}
