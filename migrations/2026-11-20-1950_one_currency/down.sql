drop view recommended_albums;
drop function euros;
