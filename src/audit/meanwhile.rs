//! Who it was that changed what somebody else was changing.

use super::{Acting, store};
use crate::db::Tx;
use crate::http::{Error, FieldError};
use crate::time::DAY;
use crate::web::meanwhile::{Clash, Meanwhile};

impl Acting {
    /// 422 that names every field of the target that somebody else changed, too. The names of a target are
    /// those of [`super::Target`].
    pub async fn refuse_clashes(
        &self,
        tx: &mut Tx,
        kind: &str,
        id: impl ToString,
        meanwhile: Meanwhile,
    ) -> Result<(), Error> {
        let id = id.to_string();
        let mut faults = Vec::new();
        for clash in meanwhile.0 {
            let detail = self.clash(tx, (kind, &id), &clash).await?;
            faults.push(FieldError::new(format!("#/{}", clash.field), detail));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::fields(faults)) }
    }

    /// What happened to the field meanwhile; completes the sentence "This ...".
    pub async fn clash(&self, tx: &mut Tx, target: (&str, &str), clash: &Clash) -> Result<String, Error> {
        // Nobody leaves a form open for longer; the log may be long.
        let since = self.now.plus(-DAY);
        let by = store::changed_by(tx, self.guild_id, target, clash.audited, since).await?;
        Ok(clash.detail(by.as_deref()))
    }
}
