// Style sheets are imported for their effect on the bundle and export nothing.

declare module "*.css";
