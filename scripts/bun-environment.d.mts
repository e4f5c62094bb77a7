export declare const bunEnvironment: Readonly<Record<string, string>>
