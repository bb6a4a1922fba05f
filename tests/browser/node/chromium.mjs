// Unpacks Chromium once and says where it is and what it wants to be started with.
import chromium from "@sparticuz/chromium";

const path = await chromium.executablePath();
console.log(JSON.stringify({ path, args: chromium.args }));
