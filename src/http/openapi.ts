export const openApiText = async () => ''
