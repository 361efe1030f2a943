/** Words with which a paragraph of recitals begins: what an authority has seen and considered before it decides. */
export const RECITAL_WORDS: readonly string[] =
  "considerando|considerandos|visto|vistos|vista|vistas|que|considérant|vu|whereas|having|considering|noting|recalling|recognising|recognizing|acting|in erwägung|nach anhörung|gestützt auf|auf grund|căn cứ|xét đề|theo đề|gelet|gezien|overwegende|având|văzând|uwzględniając|działając|vzhledem|с целью|в соответствии|на основании|принимая|menimbang|mengingat|memperhatikan|considerato|ritenuto|tenuto|premesso|considerando que|tendo em|λαμβάνοντας|έχοντας|با توجه|بناء على|وبناء على|بعد الاطلاع|وبعد الاطلاع".split(
    "|",
  );
