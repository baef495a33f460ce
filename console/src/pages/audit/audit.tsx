export function Page() {
  return <h1>PINs shown</h1>;
}
