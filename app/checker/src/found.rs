//! What a script asks for and what it sets, in the order of the source.

use planout::Value;

/// The operator that salts what follows; no parameter of anybody.
const SALT: &str = "experiment_salt";

/// Names in a script.
#[derive(Default)]
pub struct Found {
    /// Read, and not set before.
    pub inputs: Vec<String>,
    pub parameters: Vec<String>,
}

impl Found {
    pub fn in_script(json: &Value) -> Self {
        let mut found = Self::default();
        found.walk(json);
        found
    }

    /// What it is to decide by and doesn't read; that it decides nothing.
    pub fn warnings(&self, unit: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.parameters.is_empty() {
            warnings.push("the script sets no parameter, so it decides nothing".to_owned());
        } else if !unit.is_empty() && !self.inputs.iter().any(|input| input == unit) {
            let reads = if self.inputs.is_empty() { String::new() } else { format!(". It reads “{}”", self.inputs.join("”, “")) };
            warnings.push(format!("the script never reads “{unit}”, the unit: it can’t decide by it{reads}"));
        }
        warnings
    }

    fn walk(&mut self, node: &Value) {
        if let Some(items) = node.as_list() {
            items.iter().for_each(|item| self.walk(item));
        }
        let Some(map) = node.as_map() else { return };
        let text = |name| map.get(name).and_then(Value::as_str);
        match (text("op"), text("var")) {
            (Some("set"), Some(name)) => {
                map.get("value").into_iter().for_each(|value| self.walk(value));
                if name != SALT && !self.parameters.iter().any(|known| known == name) {
                    self.parameters.push(name.to_owned());
                }
            }
            (Some("get"), Some(name)) => {
                if ![&self.parameters, &self.inputs].into_iter().flatten().any(|known| known == name) {
                    self.inputs.push(name.to_owned());
                }
            }
            // Constants that look like code are data.
            (Some("literal"), _) => {}
            _ => map.iter().for_each(|(_, value)| self.walk(value)),
        }
    }
}
