function addToBasket(pk) { console.log("basket", pk); }
function share(title) { navigator.share && navigator.share({ title }); }
