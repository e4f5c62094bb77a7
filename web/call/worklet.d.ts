/** Taken as files of the page: what is imported is their address. */
declare module '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js' {
  const url: string
  export default url
}
declare module '@sapphi-red/web-noise-suppressor/*.wasm' {
  const url: string
  export default url
}
