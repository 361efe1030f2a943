import { readXml } from "../../xml/read-xml.ts";
import type { Reader } from "../reader.ts";
import type { XmlProfile } from "./rules.ts";
import { XmlProjector } from "./xml-projector.ts";

/** The reader of a format in XML. */
export function xmlReader(profile: XmlProfile): Reader {
  const { name, version, format } = profile;
  return {
    name,
    version,
    format,
    read: (bytes) => {
      const projector = new XmlProjector(profile);
      readXml(bytes, projector);
      return projector.finish();
    },
  };
}
